package syrtis.run;

import syrtis.plan.Array;

/** An array that has its elements, wherever they are. */
public interface Evaluated extends Array.Tiled {
    /** The elements in this process: brought here if they are elsewhere. */
    StoredArray here();
}
