/// Asked before a recording is written to, in place of the disk: for simulations of one that is full.
public struct DiskGate: Sendable {
    private let refusal: @Sendable () -> Int32?

    /// - Parameter refusal: the system's error number, such as `ENOSPC`; nil lets the disk answer for itself. Must not block.
    public init(refusal: @escaping @Sendable () -> Int32?) { self.refusal = refusal }

    /// Why nothing can be written now.
    var code: Int32? { refusal() }
}
