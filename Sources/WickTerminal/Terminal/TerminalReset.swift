import CNcurses

/// Mends a terminal that a killed program left broken: `wick --reset-terminal`.
public enum TerminalReset {
    /// Leaves the alternate screen, shows the cursor, turns mouse and paste modes off, and lets the terminal echo again.
    public static func run() {
        wick_write_reset(1)
        wick_sane_modes(0)
    }
}
