#if canImport(Glibc)
    import Glibc
#endif

/// Steps through a file from zstd frame to zstd frame and from block to block by their headers, without decoding.
struct ZstdWalk {
    let file: InputFile

    /// Where a frame's parts lie, as far as its headers make sense.
    struct Extent {
        let start: Int
        /// Nil where even the frame's header is cut off or none.
        let header: ZstdFormat.FrameHeader?
        /// The end of the last block that is wholly there; `start` where none is.
        var blocksEnd: Int
        /// The end of the frame, checksum included; nil where the frame is cut off or broken.
        var end: Int?
        /// Whether there is no end because the limit came first, and not because a header is impossible.
        var isCutOff = false
    }

    /// What begins at an offset.
    enum Unit {
        case frame
        /// With the offset of what follows, which may lie beyond the end of the file.
        case skippable(end: Int)
        case other
    }

    func unit(at offset: Int) throws(RecordingError) -> Unit {
        let bytes = try file.bytes(at: offset, count: 8)
        defer { bytes.deallocate() }
        guard bytes.count >= 4 else { return .other }
        let view = UnsafeRawBufferPointer(bytes)
        let magic = UInt32(ZstdFormat.integer(view, at: 0, count: 4))
        if magic == ZstdFormat.magic { return .frame }
        guard magic & ZstdFormat.skippableMask == ZstdFormat.skippableMagic else { return .other }
        let size = bytes.count == 8 ? Int(ZstdFormat.integer(view, at: 4, count: 4)) : 0
        return .skippable(end: offset + 8 + size)
    }

    /// Follows the block headers of the frame at `start`; nothing at or after `limit` counts as there.
    ///
    /// - Parameter visit: called with the end of each whole block and whether it is marked as the last.
    func extent(
        from start: Int, limit: Int, visit: (Int, Bool) throws(RecordingError) -> Void = { _, _ in }
    ) throws(RecordingError) -> Extent {
        let header = try frameHeader(at: start, limit: limit)
        var extent = Extent(start: start, header: header, blocksEnd: start)
        guard let header else {
            extent.isCutOff = limit - start < ZstdFormat.longestFrameHeader
            return extent
        }
        var offset = start + header.byteCount
        while let block = try blockHeader(at: offset, limit: limit) {
            offset += ZstdFormat.blockHeaderBytes + block.storedBytes
            guard offset <= limit else { break }
            extent.blocksEnd = offset
            try visit(offset, block.isLast)
            guard block.isLast else { continue }
            offset += header.hasChecksum ? ZstdFormat.checksumBytes : 0
            if offset <= limit { extent.end = offset }
            break
        }
        extent.isCutOff = extent.end == nil && offset + ZstdFormat.blockHeaderBytes > limit
        return extent
    }

    /// The first offset at or after `start` where a zstd frame plausibly begins: magic number, header and first block
    /// header. A text may hold the magic number by chance once in 4 GiB; decoding then fails, and the search goes on.
    ///
    /// - Parameter limit: only frames that begin before it count.
    func nextFrame(from start: Int, limit: Int = .max) throws(RecordingError) -> Int? {
        let chunk = RawBuffer(capacity: 64 << 10)
        let mark = withUnsafeBytes(of: ZstdFormat.magic.littleEndian, Array.init)
        var offset = start
        while offset + mark.count <= file.size, offset < limit {
            let count = try file.read(at: offset, into: chunk.base, count: chunk.capacity)
            guard count >= mark.count else { return nil }
            var from = 0
            while let found = memchr(chunk.base + from, Int32(mark[0]), count - mark.count + 1 - from) {
                let index = UnsafeRawPointer(found) - UnsafeRawPointer(chunk.base)
                if memcmp(chunk.base + index, mark, mark.count) == 0, try isFrame(at: offset + index) {
                    return offset + index < limit ? offset + index : nil
                }
                from = index + 1
            }
            // The last three bytes may begin a magic number that the next chunk completes.
            offset += count - mark.count + 1
        }
        return nil
    }

    private func isFrame(at offset: Int) throws(RecordingError) -> Bool {
        guard let header = try frameHeader(at: offset, limit: file.size), !header.hasDictionary else { return false }
        return try blockHeader(at: offset + header.byteCount, limit: file.size) != nil
    }

    private func frameHeader(at offset: Int, limit: Int) throws(RecordingError) -> ZstdFormat.FrameHeader? {
        let count = min(ZstdFormat.longestFrameHeader, limit - offset)
        guard count > 0 else { return nil }
        let bytes = try file.bytes(at: offset, count: count)
        defer { bytes.deallocate() }
        return ZstdFormat.FrameHeader(UnsafeRawBufferPointer(bytes))
    }

    private func blockHeader(at offset: Int, limit: Int) throws(RecordingError) -> ZstdFormat.BlockHeader? {
        guard offset + ZstdFormat.blockHeaderBytes <= limit else { return nil }
        let bytes = try file.bytes(at: offset, count: ZstdFormat.blockHeaderBytes)
        defer { bytes.deallocate() }
        guard bytes.count == ZstdFormat.blockHeaderBytes else { return nil }
        return ZstdFormat.BlockHeader(UnsafeRawBufferPointer(bytes))
    }
}
