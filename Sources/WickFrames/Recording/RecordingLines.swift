#if canImport(Glibc)
    import Glibc
#endif

/// The decoded lines of a recording, one at a time, in bounded memory: a zstd frame is decoded whole and its checksum
/// checked before its lines are given, up to 4 MiB; a larger one is given as it is decoded. Goes on after damage at the
/// next zstd frame. Owned by one `RecordingReader`.
final class RecordingLines {
    /// Largest zstd frame that is checked as a whole. Those of a `RecordingWriter` hold 1 MiB, or a single longer line.
    static let checkedFrameBytes = 4 << 20
    /// The longest line that can be right: time, source, two blanks, payload.
    static let longestLine = 20 + FrameOrigin.maximumLength + 2 + Frame.maximumPayloadBytes

    private enum State {
        case betweenFrames
        /// In a zstd frame that was too large to check, as it is decoded.
        case streaming(frameOffset: Int)
    }

    let log = RecordingProblemLog()
    let file: InputFile
    private let walk: ZstdWalk
    private let decoder: ZstdDecoder
    /// Decoded bytes; those from `start` to `end` are not given yet, and have no line feed before `scanned`.
    private let content = RawBuffer(capacity: (1 << 20) + (256 << 10))
    private var start = 0
    private var end = 0
    private var scanned = 0
    /// Bytes of an oversized line that are dropped already.
    private var droppedBytes = 0
    /// The partial line at the end belongs to damage: what comes next does not complete it.
    private var isPartialLineTorn = false
    private var state = State.betweenFrames
    /// Where the next zstd frame is expected.
    private(set) var offset: Int
    private(set) var place: RecordingProblem.Place
    /// Zstd frames and bytes decoded so far.
    private(set) var frameCount = 0
    private(set) var decodedBytes = 0

    init(file: InputFile) {
        self.file = file
        walk = ZstdWalk(file: file)
        decoder = ZstdDecoder(file: file)
        offset = 0
        place = RecordingProblem.Place(line: 0, frameOffset: 0)
    }

    /// Memory for content and input; zstd's own window (at most 8 MiB) comes on top.
    var bufferedBytes: Int { content.capacity + ZstdDecoder.inputBytes }

    /// Starts anew at a zstd frame.
    func restart(at offset: Int) {
        self.offset = offset
        state = .betweenFrames
        (start, end, scanned, droppedBytes, isPartialLineTorn) = (0, 0, 0, 0, false)
        place = RecordingProblem.Place(line: offset == 0 ? 0 : nil, frameOffset: offset)
    }

    /// The next line without its line feed, nil at the end; valid until the next call. Longer lines than can be right
    /// are reported and left out.
    func next() throws(RecordingError) -> UnsafeRawBufferPointer? {
        while true {
            if let feed = memchr(content.base + scanned, 10, end - scanned) {
                let index = UnsafeRawPointer(feed) - UnsafeRawPointer(content.base)
                let line = content.bytes(start..<index)
                (start, scanned) = (index + 1, index + 1)
                countLine()
                if droppedBytes == 0, line.count <= Self.longestLine { return line }
                log.report(.oversizedLine(at: place, byteCount: droppedBytes + line.count))
                droppedBytes = 0
                continue
            }
            scanned = end
            if end - start > Self.longestLine {
                droppedBytes += end - start
                start = end
            }
            guard try refill() else {
                dropPartialLine()
                return nil
            }
        }
    }

    private func countLine() {
        place = RecordingProblem.Place(line: place.line.map { $0 + 1 }, frameOffset: place.frameOffset)
    }

    private func dropPartialLine() {
        let count = droppedBytes + end - start
        if count > 0 {
            countLine()
            log.report(.tornLine(at: place, byteCount: count))
        }
        (start, end, scanned, droppedBytes, isPartialLineTorn) = (0, 0, 0, 0, false)
    }

    /// Adds decoded bytes behind the partial line that is left; false at the end of the file.
    private func refill() throws(RecordingError) -> Bool {
        if isPartialLineTorn { dropPartialLine() }
        content.base.copyMemory(from: content.base + start, byteCount: end - start)
        (start, end) = (0, end - start)
        scanned = end
        while true {
            switch state {
            case .streaming(let frameOffset):
                if try stream(frameOffset) { return true }
            case .betweenFrames:
                guard offset < file.size else { return false }
                if try startNext() { return true }
            }
        }
    }

    /// Reads what stands at `offset`; true if that gave content.
    private func startNext() throws(RecordingError) -> Bool {
        switch try walk.unit(at: offset) {
        case .frame:
            return try readFrame()
        case .skippable(let end) where end <= file.size:
            offset = end
        case .skippable:
            lose { .tornTail(offset: offset, lostBytes: $0) }
        case .other:
            let next = try walk.nextFrame(from: offset + 1) ?? file.size
            // A piece of a magic number at the very end is a frame that was just begun.
            let isTorn = file.size - offset < 4
            lose(upTo: next) {
                isTorn ? .tornTail(offset: offset, lostBytes: $0) : .garbage(offset: offset, lostBytes: $0)
            }
        }
        return false
    }

    /// Reports what lies between `offset` and `next` and goes on there.
    private func lose(upTo next: Int? = nil, _ problem: (Int) -> RecordingProblem) {
        let next = next ?? file.size
        log.report(problem(next - offset))
        offset = next
        dropPartialLine()
    }

    /// Decodes the zstd frame at `offset` as a whole, or its beginning where it is too large for that.
    private func readFrame() throws(RecordingError) -> Bool {
        let contentStart = end
        let status = try decodeChecked(limit: file.size)
        if status == .ended {
            give(from: contentStart, nextOffset: decoder.offset)
            frameCount += 1
            return true
        }
        if status == .more {
            state = .streaming(frameOffset: offset)
            give(from: contentStart, nextOffset: offset)
            return true
        }
        return try salvageFrame(contentStart: contentStart)
    }

    private func give(from contentStart: Int, nextOffset: Int) {
        decodedBytes += end - contentStart
        place = RecordingProblem.Place(line: place.line, frameOffset: offset)
        offset = nextOffset
    }

    /// Decodes behind `end` until the frame ends, is exhausted, fails, or is too large (`.more`).
    private func decodeChecked(limit: Int) throws(RecordingError) -> ZstdDecoder.Status {
        let contentStart = end
        decoder.begin(at: offset, limit: limit)
        while true {
            if end == content.capacity {
                let allowed = contentStart + Self.checkedFrameBytes
                guard end < allowed else { return .more }
                content.reserve(min(2 * content.capacity, allowed), keeping: end)
            }
            let piece = try decoder.decode(into: content.base + end, capacity: content.capacity - end)
            end += piece.count
            if piece.status != .more { return piece.status }
        }
    }

    /// The frame at `offset` is cut off or damaged. Gives the lines of its whole blocks if it is merely cut off at the
    /// end of the file, and otherwise nothing, because without its checksum a wrong digit would go unnoticed.
    private func salvageFrame(contentStart: Int) throws(RecordingError) -> Bool {
        end = contentStart
        switch try assess(frameAt: offset) {
        case .refused(let resume, let window):
            lose(upTo: resume) { .refusedFrame(offset: offset, lostBytes: $0, windowBytes: window) }
            return false
        case .corrupted(let resume):
            lose(upTo: resume) { .corruptedFrame(offset: offset, lostBytes: $0) }
            return false
        case .tornTail(let blocksEnd):
            let status = try decodeChecked(limit: blocksEnd)
            // Whole blocks may be wrong if they never reached the disk; those before them did.
            let lostFrom = max(offset, status == .failed ? decoder.offset : blocksEnd)
            log.report(.tornTail(offset: offset, lostBytes: file.size - lostFrom))
            give(from: contentStart, nextOffset: file.size)
            return tearPartialLine(ifNothingSince: contentStart)
        }
    }

    /// What comes next does not complete the partial line: drops it, now or once the lines before it are given.
    private func tearPartialLine(ifNothingSince before: Int) -> Bool {
        guard end > before else {
            dropPartialLine()
            return false
        }
        isPartialLineTorn = true
        return true
    }

    private enum Damage {
        case tornTail(blocksEnd: Int)
        case corrupted(resume: Int)
        case refused(resume: Int, windowBytes: UInt64)
    }

    /// What became of the zstd frame at an offset that does not decode, and where reading can go on.
    private func assess(frameAt frameOffset: Int) throws(RecordingError) -> Damage {
        let extent = try walk.extent(from: frameOffset, limit: file.size)
        let resume = try resumption(after: extent)
        let widest = UInt64(1) << UInt64(ZstdDecoder.largestWindowLog)
        if let header = extent.header, header.hasDictionary || header.windowBytes > widest {
            return .refused(resume: resume, windowBytes: header.windowBytes)
        }
        return resume == file.size && extent.isCutOff
            ? .tornTail(blocksEnd: extent.blocksEnd) : .corrupted(resume: resume)
    }

    /// Wrong block headers may lead past the next frame, and by chance even to a good end; hence it is looked for from
    /// the start of this one.
    private func resumption(after extent: ZstdWalk.Extent) throws(RecordingError) -> Int {
        guard let next = try walk.nextFrame(from: extent.start + 1) else { return extent.end ?? file.size }
        return try walk.extent(from: extent.start, limit: next).end ?? next
    }

    /// Goes on in a frame that is too large to check; true if that gave content.
    private func stream(_ frameOffset: Int) throws(RecordingError) -> Bool {
        let before = end
        let piece = try decoder.decode(into: content.base + end, capacity: content.capacity - end)
        end += piece.count
        decodedBytes += piece.count
        switch piece.status {
        case .more: break
        case .ended:
            frameCount += 1
            state = .betweenFrames
            offset = decoder.offset
        case .exhausted, .failed:
            try endStreaming(frameOffset)
            return tearPartialLine(ifNothingSince: before)
        }
        return end > before
    }

    private func endStreaming(_ frameOffset: Int) throws(RecordingError) {
        state = .betweenFrames
        switch try assess(frameAt: frameOffset) {
        case .tornTail(let blocksEnd):
            log.report(.tornTail(offset: frameOffset, lostBytes: file.size - blocksEnd))
            offset = file.size
        case .corrupted(let resume), .refused(let resume, _):
            log.report(.corruptedFrame(offset: frameOffset, lostBytes: max(0, resume - decoder.offset)))
            offset = resume
        }
    }
}
