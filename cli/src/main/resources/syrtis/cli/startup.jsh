import java.util.*;
import java.util.stream.*;
import syrtis.*;
import syrtis.Random;
import syrtis.Runtime;
import syrtis.program.*;
import syrtis.type.*;
