/**
 * Native libraries, found and bound: a {@link syrtis.library.NativeLibrary} is searched in a system property and then in a jar of
 * the class path, from where it is unpacked once per user; {@link syrtis.library.Bindings} links a record of functions with
 * it. What is not there is an answer with its reason, never an exception. Knows no particular library.
 */
@org.jspecify.annotations.NullMarked
package syrtis.library;
