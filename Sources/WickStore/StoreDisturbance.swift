/// Asked at every transaction of a writer, in place of the disk and of other programs: for simulations of a disk that is full, of a
/// lock that somebody holds, and of rows that no table takes.
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
    private let rowAnswer: (@Sendable (RowKind, String) -> String?)?

    /// - Parameters:
    ///   - row: why a row of this kind, called so, can never be stored; nil lets it pass. Must always say the same of one row.
    ///   - answer: nil lets the transaction pass. Neither may block, nor use the store.
    public init(
        row: (@Sendable (RowKind, String) -> String?)? = nil, answer: @escaping @Sendable (Moment) -> Refusal?
    ) {
        rowAnswer = row
        self.answer = answer
    }

    func refusal(at moment: Moment) -> Refusal? { answer(moment) }

    func refusal(of kind: RowKind, _ title: @autoclosure () -> String) -> String? {
        guard let rowAnswer else { return nil }
        return rowAnswer(kind, title())
    }
}
