/// Bytes on their way out, at an address that does not move: OpenSSL wants a write that was cut short to be repeated from the same place. Owns its
/// memory.
final class OutgoingBuffer {
    /// Several messages of a feed, or a part of a long one; the rest waits in wslay.
    static let capacity = 64 << 10

    private let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    private var start = 0
    private var end = 0

    deinit { storage.deallocate() }

    var isEmpty: Bool { start == end }
    var unsent: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[start..<end]) }

    /// Takes as much as there is room for.
    func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        let count = min(bytes.count, storage.count - end)
        if count > 0 {
            UnsafeMutableRawBufferPointer(rebasing: storage[end..<end + count]).copyMemory(
                from: .init(rebasing: bytes[..<count]))
        }
        end += count
        return count
    }

    func markSent(_ count: Int) {
        start += count
        precondition(start <= end, "more was sent than there was")
        if isEmpty { (start, end) = (0, 0) }
    }
}
