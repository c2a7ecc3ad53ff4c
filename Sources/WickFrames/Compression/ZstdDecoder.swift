import CZstd

/// Decodes one zstd frame of a file at a time, in pieces. Owned by one `RecordingLines` or `RecordingRepair`.
final class ZstdDecoder {
    /// Compressed bytes read at once.
    static let inputBytes = 256 << 10
    /// Frames that look further back than 8 MiB are refused; `zstd -19` stays within it, `zstd --long` does not.
    static let largestWindowLog = 23

    enum Status: Equatable {
        /// The output is full; there may be more.
        case more
        /// The frame is whole, and its checksum right where it has one.
        case ended
        /// The input stopped before the frame did.
        case exhausted
        /// Not what a zstd encoder writes, or the wrong checksum.
        case failed
    }

    private let file: InputFile
    private let context: OpaquePointer
    private let input = RawBuffer(capacity: inputBytes)
    /// The file offset of the input's first byte.
    private var inputStart = 0
    private var inputCount = 0
    private var inputIndex = 0
    /// Nothing at or after this offset is read.
    private var limit = 0
    /// Bytes that the decoder wants next: a block at a time, so that the output of those before a wrong one is known.
    private var wanted = 0

    init(file: InputFile) {
        self.file = file
        guard let context = ZSTD_createDCtx() else { preconditionFailure("no memory for a zstd decoder") }
        self.context = context
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(Self.largestWindowLog))
    }

    deinit { ZSTD_freeDCtx(context) }

    /// The file offset of the next byte to be decoded.
    var offset: Int { inputStart + inputIndex }

    /// Starts the frame at `offset`; to `decode` the file ends at `limit`.
    func begin(at offset: Int, limit: Int) {
        ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        wanted = ZstdFormat.shortestFrameHeader
        self.limit = limit
        if offset >= inputStart, offset <= inputStart + inputCount {
            inputIndex = offset - inputStart
        } else {
            inputStart = offset
            inputCount = 0
            inputIndex = 0
        }
    }

    /// Lets the frame go on after it was exhausted.
    func extend(limit: Int) {
        precondition(limit >= self.limit, "a limit that moves backwards")
        self.limit = limit
    }

    func decode(
        into target: UnsafeMutableRawPointer, capacity: Int
    ) throws(RecordingError) -> (count: Int, status: Status) {
        var output = ZSTD_outBuffer(dst: target, size: capacity, pos: 0)
        while output.pos < capacity {
            if inputIndex == visibleCount { try fill() }
            let before = (inputIndex, output.pos)
            let givenCount = min(visibleCount, inputIndex + max(wanted, 1))
            var source = ZSTD_inBuffer(src: input.base, size: givenCount, pos: inputIndex)
            let result = ZSTD_decompressStream(context, &output, &source)
            inputIndex = source.pos
            if ZSTD_isError(result) != 0 { return (output.pos, .failed) }
            if result == 0 { return (output.pos, .ended) }
            wanted = result
            // Also with no input left the decoder may hold output that did not fit before.
            if before == (inputIndex, output.pos), visibleCount == inputIndex { return (output.pos, .exhausted) }
        }
        return (output.pos, .more)
    }

    /// The end of the input within the buffer, as far as the limit allows.
    private var visibleCount: Int { max(inputIndex, min(inputCount, limit - inputStart)) }

    private func fill() throws(RecordingError) {
        guard offset < limit, inputIndex == inputCount else { return }
        inputStart = offset
        inputIndex = 0
        inputCount = 0
        inputCount = try file.read(at: inputStart, into: input.base, count: input.capacity)
    }
}
