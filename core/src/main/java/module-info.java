/**
 * The array system, complete on one machine. Exported are the public face ({@code syrtis}), the facts about values ({@code
 * syrtis.type}) and programs in NumPy's syntax ({@code syrtis.program}); the other packages are the engine's rooms. Of these, modules that replace a part see those that it speaks of.
 */
@SuppressWarnings("module") // Those modules are compiled after this one.
module syrtis.core {
    requires static org.jspecify;
    requires static java.desktop; // Images only.

    exports syrtis;
    exports syrtis.type;
    exports syrtis.program;
    exports syrtis.memory to
            syrtis.wire,
            syrtis.cluster;
    exports syrtis.op to
            syrtis.natives,
            syrtis.wire,
            syrtis.cluster;
    exports syrtis.expr to
            syrtis.wire,
            syrtis.cluster;
    exports syrtis.kernel to
            syrtis.natives,
            syrtis.cluster;
    exports syrtis.plan to
            syrtis.wire,
            syrtis.cluster;
    exports syrtis.run to
            syrtis.wire,
            syrtis.cluster;

    uses syrtis.kernel.KernelCompiler;
    uses syrtis.run.Connector;
}
