import java.util.*;
import java.util.stream.*;
import syrtis.*;
import syrtis.Random;
import syrtis.Runtime;
import syrtis.program.*;
import syrtis.type.*;
/set mode syrtis -quiet concise
/set truncation syrtis 100000
/set format syrtis display "{value}{post}"
/set format syrtis display "{value}" added,modified,replaced-expression,assignment-ok
/set format syrtis display "" added,modified,replaced-vardecl,varinit
/set prompt syrtis "syrtis> " "   ...> "
/set feedback syrtis
