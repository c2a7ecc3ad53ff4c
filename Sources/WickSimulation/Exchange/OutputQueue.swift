/// Bytes that wait to be written, first in first out. Bounded by whoever fills it.
struct OutputQueue {
    private var bytes: [UInt8] = []
    private var start = 0

    var count: Int { bytes.count - start }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ write: (inout [UInt8]) -> Void) { write(&bytes) }

    /// Hands the first bytes to a writer, which says how many it took.
    mutating func drain(atMost limit: Int, _ write: (UnsafeRawBufferPointer) -> ByteStream.Result) -> ByteStream.Result
    {
        let end = min(bytes.count, start + limit)
        let result = bytes.withUnsafeBytes { write(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
        if case .bytes(let count) = result { start += count }
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: true)
            start = 0
        } else if start > 1 << 18, start * 2 > bytes.count {
            // Half of it at the least, so that moving the rest costs little for each byte.
            bytes.removeFirst(start)
            start = 0
        }
        return result
    }
}
