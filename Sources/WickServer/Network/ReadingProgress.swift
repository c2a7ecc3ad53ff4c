/// Tells a reader that is slow from one that has stopped, by how much of what was written has been taken.
struct ReadingProgress {
    private var written = 0
    private var taken = 0

    mutating func wrote(_ bytes: Int) { written &+= bytes }

    /// - Parameter unread: bytes of what was written that wait still.
    /// - Returns: whether any have been taken since the call before.
    mutating func hasMoved(unread: Int) -> Bool {
        let before = taken
        taken = written &- unread
        return taken != before
    }
}
