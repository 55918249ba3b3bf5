/**
 * A cluster's nodes and its clients. {@link syrtis.cluster.SupervisorNode} and {@link syrtis.cluster.WorkerNode} are what a process of a
 * cluster runs; {@link syrtis.cluster.ClusterConnector} is found by {@link syrtis.Runtime#connect}, and gives an evaluator whose arrays stay
 * in the cluster until they are read.
 */
@org.jspecify.annotations.NullMarked
package syrtis.cluster;
