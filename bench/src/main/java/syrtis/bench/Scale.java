package syrtis.bench;

/** How large the workloads are. */
enum Scale {
    /** Seconds in all: shows that everything works; its times say nothing. */
    QUICK,
    /** What the targets speak of; rivals that would take minutes do a part, and their time is scaled up. */
    USUAL,
    /** The same, rivals' work whole. */
    FULL
}
