/set mode syrtis concise -quiet
/set truncation syrtis 100000
/set format syrtis display "{value}{post}" added,modified,replaced-expression,varvalue
/set format syrtis display "" vardecl,varinit,assignment
/set prompt syrtis "syrtis> " "   ...> "
/set mode -retain syrtis
/set feedback -retain syrtis
