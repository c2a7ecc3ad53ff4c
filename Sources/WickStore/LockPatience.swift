#if canImport(Glibc)
    import Glibc
#endif

/// Waits for a lock that another program holds, in short sleeps, as SQLite's own handler does.
struct LockPatience {
    private static let pause: Duration = .milliseconds(10)
    private var left: Int

    init(_ patience: Duration) { left = Int(patience / Self.pause) }

    /// Sleeps once.
    ///
    /// - Returns: false, at once, when patience is over.
    mutating func wait() -> Bool {
        guard left > 0 else { return false }
        left -= 1
        usleep(10_000)
        return true
    }
}
