/// Several recordings as one sequence by receive time; of equal times the recording given first comes first. Holds open
/// only the recordings that the present moment lies in. Owned by one `ReplaySource`.
struct ReplayMerge {
    /// One recording's turn in the merge.
    private struct Track {
        let path: String
        /// Place in the order given, for ties.
        let rank: Int
        /// Receive time of its next frame. Never falls, so that a clock that was set back delays nobody else.
        var nextTime: Int64
        /// Nil before it is its turn.
        var reader: RecordingReader?
    }

    private let startTime: Int64?
    private let batchBytes: Int
    /// Those that have frames left, by time and rank.
    private var tracks: [Track] = []
    private(set) var headers: [RecordingHeader] = []
    private(set) var problems: [ReplayProblem] = []
    private(set) var problemCount = 0
    /// Sizes of all recordings, and of those that are read to their ends.
    private var totalBytes = 0
    private var finishedBytes = 0

    /// Looks at each recording's header and first frame, and closes it again.
    ///
    /// - Parameter startTime: frames received before it are left out.
    init(paths: [String], startTime: Int64?, batchBytes: Int) throws(ReplayError) {
        self.startTime = startTime
        self.batchBytes = batchBytes
        for (rank, path) in paths.enumerated() {
            let reader = try open(path)
            headers.append(reader.header)
            totalBytes += reader.fileBytes
            if let first = try Self.naming(path, { () throws(RecordingError) in try reader.nextReceivedNanoseconds() })
            {
                tracks.append(Track(path: path, rank: rank, nextTime: first, reader: nil))
            } else {
                collectProblems(of: reader, path)
            }
        }
        tracks.sort { ($0.nextTime, $0.rank) < ($1.nextTime, $1.rank) }
    }

    /// Recordings that are open now.
    var openCount: Int { tracks.count { $0.reader != nil } }

    /// How much has been read, 0 to 1, going by the files' bytes.
    var fractionRead: Double {
        let open = tracks.reduce(0) { $0 + ($1.reader?.readBytes ?? 0) }
        return totalBytes == 0 ? 1 : Double(finishedBytes + open) / Double(totalBytes)
    }

    /// Receive time of the next frame; nil at the end.
    var nextTime: Int64? { tracks.first?.nextTime }

    /// Refills the batch with frames of the recording whose turn it is, as long as it stays its turn and the frames are
    /// wanted; false at the end.
    mutating func read(into batch: inout FrameBatch, while isWanted: (Int64) -> Bool) throws(ReplayError) -> Bool {
        guard var track = tracks.first else { return false }
        let reader = if let open = track.reader { open } else { try open(track.path) }
        track.reader = reader
        let rival = tracks.count > 1 ? tracks[1] : nil
        let previous = track.nextTime
        let rank = track.rank
        let next = try Self.naming(track.path) { () throws(RecordingError) in
            _ = try reader.read(into: &batch) { received in
                let time = max(received, previous)
                if let rival, (rival.nextTime, rival.rank) < (time, rank) { return false }
                return isWanted(time)
            }
            return try reader.nextReceivedNanoseconds()
        }
        tracks.removeFirst()
        if let next {
            track.nextTime = max(next, previous)
            insert(track)
        } else {
            collectProblems(of: reader, track.path)
        }
        return true
    }

    private mutating func insert(_ track: Track) {
        let index = tracks.firstIndex { (track.nextTime, track.rank) < ($0.nextTime, $0.rank) }
        tracks.insert(track, at: index ?? tracks.endIndex)
    }

    private func open(_ path: String) throws(ReplayError) -> RecordingReader {
        try Self.naming(path) { () throws(RecordingError) in
            let reader = try RecordingReader(path: path, batchBytes: batchBytes)
            if let startTime { try reader.seek(to: startTime) }
            return reader
        }
    }

    private mutating func collectProblems(of reader: RecordingReader, _ path: String) {
        finishedBytes += reader.fileBytes
        problemCount += reader.problemCount
        let room = RecordingProblemLog.maximumKept - problems.count
        problems += reader.problems.prefix(max(0, room)).map { ReplayProblem(path: path, problem: $0) }
    }

    private static func naming<Result>(
        _ path: String, _ body: () throws(RecordingError) -> Result
    ) throws(ReplayError) -> Result {
        do throws(RecordingError) {
            return try body()
        } catch {
            throw ReplayError(path: path, reason: error)
        }
    }
}
