/set mode syrtis concise -quiet
/set truncation syrtis 100000
/set format syrtis display "{value}{post}" added,modified,replaced-expression
/set format syrtis display "" vardecl,varinit,varreset,assignment
/set prompt syrtis "syrtis> " "   ...> "
/set feedback syrtis
