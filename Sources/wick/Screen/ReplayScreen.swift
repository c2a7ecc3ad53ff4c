import WickDomain
import WickFrames
import WickLearning
import WickPipeline
import WickStore
import WickTerminal

/// A replay on the screen, with its transport keys. Owned by one command.
struct ReplayScreen: Sendable {
    /// The nearest that a clock comes to "as fast as can be".
    private static let fastest = 1e6

    let command: String
    let files: [String]
    let isDemo: Bool
    /// Recorded time that passes before the screen begins to go at its speed.
    let headStart: Duration
    private let setup: ScreenSetup
    private let clock: TransportClock
    private let workstation: Workstation
    private let headers: [RecordingHeader]
    private let stored: ReplayStore
    private let learning: ScreenLearning

    /// - Throws: `CommandFailure` where a recording cannot be opened.
    init(
        command: String, files: [String], speed: ReplaySpeed, isDemo: Bool, headStart: Duration = .zero,
        setup: ScreenSetup
    ) throws {
        self.command = command
        self.files = files
        self.isDemo = isDemo
        self.headStart = headStart
        self.setup = setup
        let factor: Double = if case .times(let times) = speed { times } else { Self.fastest }
        let mailbox = setup.mailbox
        headers = try ReplayRun(command: command, files: files, speed: speed).source.headers
        let workstation = Workstation(
            Self.fold(headers, speed: factor, isDemo: isDemo, setup: setup), elapsed: ScreenSetup.elapsed,
            publish: { mailbox.publish($0) })
        self.workstation = workstation
        let stored = try ReplayStore(command: command)
        self.stored = stored
        // A demo is to show predictions, also those of a model that the gate would not let through.
        learning = try ScreenLearning(
            stored.store, workstation: workstation, policy: isDemo ? .always : .gate, now: { stored.now },
            targets: { stored.targets },
            announce: { stored.announce($0) })
        clock = TransportClock(
            speed: factor, elapsed: ScreenSetup.elapsed,
            wait: { try await ContinuousClock().sleep(for: $0) }, onWait: { await workstation.show($0) })
    }

    private static func fold(
        _ headers: [RecordingHeader], speed: Double, isDemo: Bool, setup: ScreenSetup
    ) -> SnapshotFold {
        let transport = Snapshot.Transport(speed: speed)
        let time = headers.compactMap(\.createdTime).min() ?? Timestamp(seconds: 0)
        var fold = SnapshotFold(
            time: time, source: isDemo ? .demo(transport) : .replay(transport),
            isSynthetic: headers.contains(where: \.isSynthetic))
        fold.setSettings(setup.settings)
        fold.setNotices([.init(topic: .alerts, waitsFor: "a live run: a replay raises none")])
        return fold
    }

    func run() async throws {
        let ending = await withTaskGroup(of: Screen.Ending?.self) { group in
            group.addTask { await setup.run { perform($0) } }
            group.addTask {
                await learning.run()
                return nil
            }
            group.addTask {
                await replay()
                return nil
            }
            var ending: Screen.Ending?
            while ending == nil, let next = await group.next() { ending = next }
            group.cancelAll()
            return ending
        }
        stored.remove()
        try ending?.finish(command)
    }

    private func perform(_ effect: Effect) -> Screen.Reply? {
        switch effect {
        case .pause(let isPaused): clock.setPaused(isPaused)
        case .setSpeed(let speed): clock.setSpeed(speed)
        case .step(let minutes):
            if minutes > 0 {
                clock.advance(by: .seconds(60 * minutes))
            } else {
                clock.rewind(by: .seconds(-60 * minutes))
            }
        default: return learning.perform(effect)
        }
        return Screen.Reply()
    }

    /// Runs until it is cancelled: after the end of the recordings there is still the way back.
    private func replay() async {
        await workstation.flush()
        var target = headStart
        while !Task.isCancelled {
            do {
                try await replayOnce(to: target)
                await tell(fraction: 1, hasEnded: true)
                try await clock.sleep(until: .init(offset: .seconds(Int64.max / 2_000_000_000)))
            } catch is CancellationError {
                return
            } catch is TransportClock.Rewound {
                // Asked for below.
            } catch {
                await workstation.update { $0.log(.failure, "\(error)") }
                do { try await clock.sleep(until: .init(offset: .seconds(Int64.max / 2_000_000_000))) } catch {}
            }
            target = clock.takeRewind() ?? .zero
            stored.rewind()
            let fold = Self.fold(headers, speed: clock.pace.speed, isDemo: isDemo, setup: setup)
            await workstation.restart(fold)
        }
    }

    /// From the beginning as fast as can be to a moment, and from there on by the clock.
    private func replayOnce(to target: Duration) async throws {
        let source = try ReplaySource(paths: files, speed: .times(1), clock: clock)
        var fold = RecordingFold(models: StoredModels(stored.store))
        var writer = StoreWriter(stored.store)
        var batch = FrameBatch()
        var first: Int64?
        var isDue = isDemo && !stored.hasChampions
        while try await source.next(into: &batch) {
            // As fast as can be nobody waits, and so nobody notices otherwise that the screen has ended.
            try Task.checkCancellation()
            if first == nil { clock.advance(by: target) }
            if clock.isRewound { throw TransportClock.Rewound() }
            let last = batch.entries.last?.receivedNanoseconds ?? 0
            first = first ?? last
            stored.setNow(Timestamp(nanoseconds: last))
            let change = fold.fold(batch)
            try writer.add(fold.rows)
            await tell(change, fraction: source.fractionRead)
            if let notes = stored.takeChampions(receivedNanoseconds: last) {
                await tell(fold.fold(notes), fraction: source.fractionRead)
                await learning.showModels()
            }
            if last - (first ?? last) >= headStart.microseconds * 1000 {
                try writer.flush()
                if isDue { learning.train() }
                isDue = false
            }
        }
        try writer.flush()
    }

    private func tell(_ change: SnapshotChange = SnapshotChange(), fraction: Double, hasEnded: Bool = false) async {
        let pace = clock.pace
        let transport = Snapshot.Transport(
            speed: pace.speed, isPaused: pace.isPaused, fraction: fraction, hasEnded: hasEnded)
        let source: Snapshot.Source = isDemo ? .demo(transport) : .replay(transport)
        await workstation.update { fold in
            fold.apply(change)
            fold.setSource(source)
        }
    }
}
