/**
 * What nodes and clients trust: {@link syrtis.trust.Credentials} are a private authority made when a cluster starts, one
 * certificate that all its nodes show each other, and the token by which clients are known. Uses nothing of Syrtis but its
 * exceptions.
 */
@org.jspecify.annotations.NullMarked
package syrtis.trust;
