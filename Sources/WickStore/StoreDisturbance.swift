/// Asked at every transaction of a writer, in place of the disk and of other programs: for simulations of a disk that is full and of a
/// lock that somebody holds.
public struct StoreDisturbance: Sendable {
    /// When a transaction is disturbed.
    public enum Moment: Sendable {
        /// Before anything of it was written.
        case beginning
        /// When all of it was written and it is to be committed.
        case commit
    }

    /// What SQLite answers.
    public enum Refusal: Sendable {
        case full
        case busy
    }

    private let answer: @Sendable (Moment) -> Refusal?

    /// - Parameter answer: nil lets the transaction pass. Must not block, nor use the store.
    public init(answer: @escaping @Sendable (Moment) -> Refusal?) { self.answer = answer }

    func refusal(at moment: Moment) -> Refusal? { answer(moment) }
}
