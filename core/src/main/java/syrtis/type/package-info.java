/**
 * Facts about values: what an element is ({@link syrtis.type.Dtype}), how many there are ({@link
 * syrtis.type.Shape}), and what can be wrong with either (the exceptions). The ground floor: it uses
 * nothing but the JDK.
 */
@org.jspecify.annotations.NullMarked
package syrtis.type;
