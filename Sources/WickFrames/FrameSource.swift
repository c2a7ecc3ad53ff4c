/// Supplies frames in the order of their receive times: a recording, a merge of several, the simulator, live sockets.
public protocol FrameSource: Sendable {
    /// Refills the batch with the frames that are due next; false once there are no more.
    ///
    /// The batch is emptied first. A source that paces itself suspends until the first of them is due.
    mutating func next(into batch: inout FrameBatch) async throws -> Bool
}
