/**
 * What tests of Syrtis stand on: NumPy's answers ({@link syrtis.testkit.Vectors}), how near is near enough ({@link
 * syrtis.testkit.Comparison}), inputs laid out in every way ({@link syrtis.testkit.ArrayLayouts}), replayable randomness
 * ({@link syrtis.testkit.Seeds}), checked-in texts ({@link syrtis.testkit.Goldens}), and the promise that nothing is left
 * behind ({@link syrtis.testkit.CleanRuntime}). It uses the public face of core alone, and JUnit.
 */
@org.jspecify.annotations.NullMarked
package syrtis.testkit;
