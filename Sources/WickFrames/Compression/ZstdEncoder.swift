import CZstd

/// Compresses lines into independent zstd frames with content checksums. Owned by one `RecordingWriter`.
final class ZstdEncoder {
    private let context: OpaquePointer
    /// Compressed bytes that nobody took yet: the first `count` of the buffer.
    private let output = RawBuffer(capacity: 64 << 10)
    private(set) var count = 0

    init(compression: RecordingCompression) {
        guard let context = ZSTD_createCCtx() else { preconditionFailure("no memory for a zstd encoder") }
        self.context = context
        set(ZSTD_c_checksumFlag, 1)
        // A zstd frame that is cut off could not be closed in place if it had declared its size.
        set(ZSTD_c_contentSizeFlag, 0)
        for (parameter, value) in compression.parameters { set(parameter, value) }
    }

    deinit { ZSTD_freeCCtx(context) }

    private func set(_ parameter: ZSTD_cParameter, _ value: Int32) {
        let result = ZSTD_CCtx_setParameter(context, parameter, value)
        precondition(ZSTD_isError(result) == 0, "a zstd parameter out of range")
    }

    /// The bytes so far; valid until the next call.
    var compressed: UnsafeRawBufferPointer { output.bytes(0..<count) }

    func removeAll() { count = 0 }

    /// Takes over bytes that are compressed already.
    func append(compressed bytes: [UInt8]) {
        reserve(bytes.count)
        UnsafeMutableRawBufferPointer(start: output.base + count, count: bytes.count).copyBytes(from: bytes)
        count += bytes.count
    }

    /// Compresses the bytes and completes the block, so that a decoder can give all of them; ends the frame too if
    /// asked.
    func compress(_ bytes: UnsafeRawBufferPointer, endingFrame: Bool) {
        reserve(ZSTD_compressBound(bytes.count) + 64)
        var source = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        var remaining = 0
        repeat {
            var target = ZSTD_outBuffer(dst: output.base + count, size: output.capacity - count, pos: 0)
            remaining = ZSTD_compressStream2(context, &target, &source, endingFrame ? ZSTD_e_end : ZSTD_e_flush)
            precondition(ZSTD_isError(remaining) == 0, "zstd refuses to compress")
            count += target.pos
            if remaining > 0 { reserve(remaining) }
        } while remaining > 0
    }

    private func reserve(_ more: Int) {
        guard count + more > output.capacity else { return }
        output.reserve(max(count + more, 2 * output.capacity), keeping: count)
    }
}
