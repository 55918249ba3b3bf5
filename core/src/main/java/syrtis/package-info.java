/**
 * The public face: {@link syrtis.NDArray} is an array, {@link syrtis.Nd} holds NumPy's functions by NumPy's names, {@link
 * syrtis.Linalg} and {@link syrtis.Random} the topics. Calls record what is to be computed; reading a value runs it.
 */
@org.jspecify.annotations.NullMarked
package syrtis;
