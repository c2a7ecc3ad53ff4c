/// Frames of one recording or one feed in the order in which they came, their payloads side by side in one buffer.
/// Refilled rather than reallocated, so that reading a recording does not allocate per frame.
public struct FrameBatch: Sendable {
    /// Where one frame lies in the batch.
    public struct Entry: Sendable {
        public let receivedNanoseconds: Int64
        public let origin: FrameOrigin
        /// Byte offsets of the payload within the batch's buffer.
        public let offset: Int
        public let count: Int
    }

    /// The header of the recording (or of the running capture) that the frames come from.
    public var header: RecordingHeader
    public private(set) var entries: [Entry] = []
    private var bytes: [UInt8] = []

    public init(header: RecordingHeader = RecordingHeader()) { self.header = header }

    public var count: Int { entries.count }
    public var isEmpty: Bool { entries.isEmpty }
    /// Payload bytes held.
    public var byteCount: Int { bytes.count }

    public mutating func append(receivedNanoseconds: Int64, origin: FrameOrigin, payload: UnsafeRawBufferPointer) {
        let entry = Entry(
            receivedNanoseconds: receivedNanoseconds, origin: origin, offset: bytes.count, count: payload.count)
        entries.append(entry)
        bytes.append(contentsOf: payload)
    }

    public mutating func append(_ frame: Frame) {
        frame.payload.withUnsafeBytes {
            append(receivedNanoseconds: frame.receivedNanoseconds, origin: frame.origin, payload: $0)
        }
    }

    /// Moves the frames from the first one on that was received at this moment or later into a batch of their own.
    public mutating func splitOff(fromNanoseconds moment: Int64) -> FrameBatch {
        var rest = FrameBatch(header: header)
        guard let first = entries.firstIndex(where: { $0.receivedNanoseconds >= moment }) else { return rest }
        let start = entries[first].offset
        rest.bytes = Array(bytes[start...])
        rest.entries = entries[first...].map {
            Entry(
                receivedNanoseconds: $0.receivedNanoseconds, origin: $0.origin, offset: $0.offset - start,
                count: $0.count)
        }
        entries.removeSubrange(first...)
        bytes.removeSubrange(start...)
        return rest
    }

    /// Empties the batch and keeps its memory.
    public mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
    }

    /// Visits the frames in order; the payload pointer is valid during the call only.
    @inlinable
    public func forEach(_ body: (Entry, UnsafeRawBufferPointer) throws -> Void) rethrows {
        try withUnsafeBuffer { buffer in
            for entry in entries {
                try body(entry, UnsafeRawBufferPointer(rebasing: buffer[entry.offset..<entry.offset + entry.count]))
            }
        }
    }

    /// All payloads, side by side.
    public func withUnsafeBuffer<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes(body)
    }
}
