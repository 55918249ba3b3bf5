package syrtis.wire;

import syrtis.Options;
import syrtis.type.WireException;
import syrtis.wire.v1.Code;
import syrtis.wire.v1.JobOptions;
import syrtis.wire.v1.Rules;

/** The part of {@link Options} that travels: what changes plans. Threads, memory and spill belong to the machine that computes. */
public final class JobSettings {
    private static final String RULES = "RULES_";
    private static final String CODE = "CODE_";

    private JobSettings() {}

    public static JobOptions encode(Options options) {
        return JobOptions.newBuilder()
                .setRules(Rules.valueOf(RULES + options.rules().name()))
                .setLongestTile(options.longestTile() == Long.MAX_VALUE ? 0 : options.longestTile())
                .setCode(Code.valueOf(CODE + options.code().name()))
                .build();
    }

    /**
     * {@code own}, but for what {@code job} says.
     *
     * @throws WireException if it says what this version does not know
     */
    public static Options decode(JobOptions job, Options own) {
        if (job.getRules() == Rules.UNRECOGNIZED || job.getCode() == Code.UNRECOGNIZED || job.getLongestTile() < 0) {
            throw new WireException("options are unknown to this version: rules " + job.getRulesValue() + ", code "
                    + job.getCodeValue() + ", longest tile " + job.getLongestTile());
        }
        return own.withRules(
                        job.getRules() == Rules.RULES_UNSPECIFIED
                                ? Options.Rules.EXACT
                                : Options.Rules.valueOf(job.getRules().name().substring(RULES.length())))
                .withCode(
                        job.getCode() == Code.CODE_UNSPECIFIED
                                ? Options.Code.MACHINE
                                : Options.Code.valueOf(job.getCode().name().substring(CODE.length())))
                .withLongestTile(job.getLongestTile() == 0 ? Long.MAX_VALUE : job.getLongestTile());
    }
}
