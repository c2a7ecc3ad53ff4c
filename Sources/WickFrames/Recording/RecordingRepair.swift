import CZstd

/// Where and how to continue a recording whose end may be torn. Only looks; the writer then writes the result in one
/// piece.
struct RecordingRepair {
    /// Keep the file up to here.
    let keptBytes: Int
    /// Put this there: the end of a zstd frame that was cut off. Empty where the last frame is whole.
    let closing: [UInt8]
    /// Whole lines that could be decoded but lie behind `keptBytes`: to be written again.
    let lines: [UInt8]

    /// A torn zstd frame is mended in memory; those of a `RecordingWriter` hold 1 MiB, or a single longer line.
    static let largestContent = RecordingLines.checkedFrameBytes

    /// - Throws: `RecordingError.cannotRepair` for a torn zstd frame that another program made in a form that cannot be
    ///   closed in place, and `.cannotRead`.
    init(file: InputFile) throws(RecordingError) {
        let walk = ZstdWalk(file: file)
        let (lastFrame, end) = try Self.lastFrame(walk)
        guard let last = lastFrame else {
            // Skippable frames or garbage only: nothing to decode there.
            self.init(keptBytes: end, closing: [], lines: [])
            return
        }
        if last.end != nil, try Self.endsWithLineFeed(last, file: file) {
            self.init(keptBytes: end, closing: [], lines: [])
            return
        }
        try self.init(mending: last, walk: walk)
    }

    private init(keptBytes: Int, closing: [UInt8], lines: [UInt8]) {
        self.keptBytes = keptBytes
        self.closing = closing
        self.lines = lines
    }

    /// The last zstd frame, whole or torn, and the end of what is structurally sound.
    private static func lastFrame(_ walk: ZstdWalk) throws(RecordingError) -> (ZstdWalk.Extent?, end: Int) {
        var last: ZstdWalk.Extent?
        var offset = 0
        while offset < walk.file.size {
            switch try walk.unit(at: offset) {
            case .skippable(let end) where end <= walk.file.size:
                offset = end
                continue
            case .frame:
                last = try walk.extent(from: offset, limit: walk.file.size)
                if let end = last?.end {
                    offset = end
                    continue
                }
                if last?.isCutOff == false, try walk.nextFrame(from: offset + 1) == nil {
                    // Not torn but wrong: it stays as it is, as it would inside the file.
                    return (nil, walk.file.size)
                }
            case .skippable, .other:
                break
            }
            // Damage: before the last frame it stays as it is, for the reader to report.
            guard let next = try walk.nextFrame(from: offset + 1) else { return (last, offset) }
            offset = next
        }
        return (last, offset)
    }

    /// Whether the decoded content of a whole frame ends a line. True as well where it does not decode: then there is
    /// nothing to mend.
    private static func endsWithLineFeed(_ frame: ZstdWalk.Extent, file: InputFile) throws(RecordingError) -> Bool {
        let decoder = ZstdDecoder(file: file)
        let piece = RawBuffer(capacity: ZstdFormat.largestBlock)
        decoder.begin(at: frame.start, limit: frame.end ?? file.size)
        var last = UInt8(ascii: "\n")
        while true {
            let (count, status) = try decoder.decode(into: piece.base, capacity: piece.capacity)
            if count > 0 { last = piece.bytes(count - 1..<count)[0] }
            switch status {
            case .more: continue
            case .ended: return last == UInt8(ascii: "\n")
            case .exhausted, .failed: return true
            }
        }
    }

    /// Decodes block by block, and closes the frame after the last block that ends a line.
    private init(mending frame: ZstdWalk.Extent, walk: ZstdWalk) throws(RecordingError) {
        guard let header = frame.header else {
            self.init(keptBytes: frame.start, closing: [], lines: [])
            return
        }
        let content = TornContent(file: walk.file)
        content.decoder.begin(at: frame.start, limit: frame.start)
        _ = try walk.extent(from: frame.start, limit: walk.file.size) { end, isLast throws(RecordingError) in
            try content.addBlock(end: end, isLast: isLast)
        }
        guard !content.isTooLarge, header.contentBytes == nil || content.isEmpty else {
            throw .cannotRepair(
                reason: "its last zstd frame is cut off, and declares its size or is larger than 4 MiB "
                    + "(zstdcat it into a new file)")
        }
        guard let cut = content.cut else {
            self.init(keptBytes: frame.start, closing: [], lines: content.lines(from: 0))
            return
        }
        var closing = cut.isLast ? [] : ZstdFormat.emptyLastBlock
        if header.hasChecksum {
            let sum = UInt32(truncatingIfNeeded: wick_xxh64(content.bytes.base, cut.contentBytes))
            closing += withUnsafeBytes(of: sum.littleEndian, Array.init)
        }
        self.init(keptBytes: cut.offset, closing: closing, lines: content.lines(from: cut.contentBytes))
    }
}

/// The content of a torn zstd frame, as far as it decodes, and the last place where it can be cut.
private final class TornContent {
    struct Cut {
        /// In the file.
        let offset: Int
        /// Decoded up to there; ends with a line feed.
        let contentBytes: Int
        let isLast: Bool
    }

    let decoder: ZstdDecoder
    let bytes = RawBuffer(capacity: RecordingRepair.largestContent + 1)
    private var count = 0
    private var hasFailed = false
    private(set) var cut: Cut?

    init(file: InputFile) { decoder = ZstdDecoder(file: file) }

    var isEmpty: Bool { count == 0 }
    var isTooLarge: Bool { count == bytes.capacity }

    func addBlock(end: Int, isLast: Bool) throws(RecordingError) {
        guard !hasFailed, !isTooLarge else { return }
        decoder.extend(limit: end)
        let before = count
        let (added, status) = try decoder.decode(into: bytes.base + count, capacity: bytes.capacity - count)
        count += added
        hasFailed = status == .failed
        // Empty blocks are what a file system's zeros look like: the first place of several equal ones is enough.
        guard !hasFailed, count > before, bytes.bytes(count - 1..<count)[0] == UInt8(ascii: "\n") else { return }
        cut = Cut(offset: end, contentBytes: count, isLast: isLast)
    }

    /// The whole lines behind the first `start` bytes.
    func lines(from start: Int) -> [UInt8] {
        guard let feed = bytes.bytes(start..<count).lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        return Array(bytes.bytes(start..<start + feed + 1))
    }
}
