/// Bytes at a fixed place in memory, which C functions fill and Swift reads without closures or checks of uniqueness.
/// Owned by one reader or writer.
final class RawBuffer {
    private(set) var base: UnsafeMutableRawPointer
    private(set) var capacity: Int

    init(capacity: Int) {
        precondition(capacity > 0, "a buffer of no bytes")
        base = .allocate(byteCount: capacity, alignment: 16)
        self.capacity = capacity
    }

    deinit { base.deallocate() }

    /// Makes room for `needed` bytes; the first `count` keep their values.
    func reserve(_ needed: Int, keeping count: Int) {
        precondition(count <= capacity, "keeping more bytes than there are")
        guard needed > capacity else { return }
        let larger = UnsafeMutableRawPointer.allocate(byteCount: needed, alignment: 16)
        larger.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = larger
        capacity = needed
    }

    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        precondition(range.lowerBound >= 0 && range.upperBound <= capacity, "bytes outside of the buffer")
        return UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
    }
}
