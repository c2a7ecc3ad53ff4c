extension RecordingReader {
    /// Continues with the first frame that was received at `receivedNanoseconds` or later; works in both directions.
    ///
    /// Bisects over the file for the last zstd frame that begins earlier, and reads on from there. Where receive times
    /// run backwards, frames before the place found are passed over.
    public func seek(to receivedNanoseconds: Int64) throws(RecordingError) {
        let walk = ZstdWalk(file: lines.file)
        var low = 0
        var high = lines.file.size
        lines.log.isSilent = true
        defer { lines.log.isSilent = false }
        while low < high {
            let middle = low + (high - low) / 2
            guard let frame = try walk.nextFrame(from: max(middle, 1), limit: high),
                let first = try firstReceivedNanoseconds(from: frame), first < receivedNanoseconds
            else {
                high = middle
                continue
            }
            low = frame
            if frame == middle, high - low == 1 { break }
        }
        lines.log.isSilent = false
        restart(at: low)
        try skip(before: receivedNanoseconds)
    }

    private func firstReceivedNanoseconds(from offset: Int) throws(RecordingError) -> Int64? {
        restart(at: offset)
        return try nextReceivedNanoseconds()
    }
}
