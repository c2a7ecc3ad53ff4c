/// Why a command ended, as one line: what was attempted, and why it failed.
struct Failure: Error, CustomStringConvertible {
    let description: String
    /// The fault is in the flags.
    let isUsage: Bool
}
