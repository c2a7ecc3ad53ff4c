import WickDomain
import WickFrames
import WickPipeline
import WickStore

/// What a picture is made of: recordings, or the store, at one moment.
struct SnapshotSource {
    /// Nil: at the newest data.
    let at: Timestamp?

    /// What the store knew; its feeds are not looked at.
    ///
    /// - Throws: `CommandFailure` where it cannot be read, or has nothing of before that moment.
    func stored(_ store: Store) throws -> Snapshot {
        do {
            let instruments = try store.instruments()
            var newest: Timestamp?
            for instrument in instruments {
                let end = at ?? Timestamp(microseconds: .max)
                let last = try store.latestCandles(of: instrument, count: 1, before: end, asOf: at)
                newest = [newest, last.last?.closeTime].compactMap(\.self).max()
            }
            guard let now = at ?? newest, newest != nil else {
                throw CommandFailure(what: "snapshot", why: "\(store.path) has no candles of before then")
            }
            var fold = SnapshotFold(
                time: now, source: .replay(Snapshot.Transport(speed: 1, isPaused: true, fraction: 1, hasEnded: true)),
                isSynthetic: false)
            try fold.restore(store, instruments, now: now, asOf: at)
            fold.setNotices([
                .init(topic: .trades, waitsFor: "trades, which only a running wick has: the store keeps candles"),
                .init(topic: .drift, waitsFor: "drift, which only a running wick measures"),
            ])
            return fold.next()
        } catch let error as StoreError {
            throw CommandFailure("snapshot", error)
        }
    }

    /// What was received until then.
    ///
    /// - Throws: `CommandFailure` where a recording cannot be read.
    func recorded(_ files: [String]) async throws -> Snapshot {
        let replay = try ReplayRun(command: "snapshot", files: files, speed: .max)
        let headers = replay.source.headers
        var fold = SnapshotFold(
            time: headers.compactMap(\.createdTime).min() ?? Timestamp(seconds: 0),
            source: .replay(Snapshot.Transport(speed: 1, isPaused: true)),
            isSynthetic: headers.contains(where: \.isSynthetic))
        var recording = RecordingFold()
        var batch = FrameBatch()
        var bar = ProgressBar(title: "snapshot")
        defer { bar.clear() }
        do {
            while try await replay.source.next(into: &batch) {
                let wanted = at.map { Self.part(of: batch, until: $0) } ?? batch
                if !wanted.isEmpty { fold.apply(recording.fold(wanted)) }
                if wanted.count < batch.count { break }
                bar.show(replay.source.fractionRead, detail: "")
            }
        } catch let error as ReplayError {
            throw CommandFailure(what: "snapshot \(error.path)", why: "\(error.reason)")
        }
        let fraction = replay.source.fractionRead
        fold.setSource(
            .replay(Snapshot.Transport(speed: 1, isPaused: true, fraction: fraction, hasEnded: fraction >= 1)))
        return fold.next()
    }

    /// The frames that were received no later than a moment.
    private static func part(of batch: FrameBatch, until end: Timestamp) -> FrameBatch {
        var part = FrameBatch(header: batch.header)
        batch.forEach { entry, payload in
            guard Timestamp(nanoseconds: entry.receivedNanoseconds) <= end else { return }
            part.append(receivedNanoseconds: entry.receivedNanoseconds, origin: entry.origin, payload: payload)
        }
        return part
    }
}
