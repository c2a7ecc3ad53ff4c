import Synchronization
import Testing
import WickDomain
import WickPipeline

@Suite struct WorkstationTests {
    private final class Watch: Sendable {
        let now = Mutex(Duration.zero)
        let seen = Mutex([Snapshot]())
    }

    private func workstation(_ watch: Watch) -> Workstation {
        Workstation(
            SnapshotFold(time: Timestamp(seconds: 0), source: .live, isSynthetic: false),
            elapsed: { watch.now.withLock { $0 } },
            publish: { snapshot in watch.seen.withLock { $0.append(snapshot) } })
    }

    @Test func snapshotsAreNotPublishedTooOftenAndTheLastIsNotLost() async {
        let watch = Watch()
        let workstation = workstation(watch)
        for gaps in 1...3 { await workstation.update { $0.setGaps(gaps) } }
        #expect(watch.seen.withLock { $0.map(\.gaps) } == [1])
        await workstation.flush()
        await workstation.flush()
        #expect(watch.seen.withLock { $0.map(\.gaps) } == [1, 3])
        watch.now.withLock { $0 += Workstation.interval }
        await workstation.update { $0.setGaps(4) }
        #expect(watch.seen.withLock { $0.map(\.gaps) } == [1, 3, 4])
        #expect(watch.seen.withLock { $0.map(\.revision) } == [1, 2, 3])
    }

    @Test func thePaceOfAReplayIsShownWhenItChanges() async {
        let watch = Watch()
        let transport = Snapshot.Transport(speed: 30, fraction: 0.5)
        let workstation = Workstation(
            SnapshotFold(time: Timestamp(seconds: 0), source: .demo(transport), isSynthetic: true),
            elapsed: { watch.now.withLock { $0 } },
            publish: { snapshot in watch.seen.withLock { $0.append(snapshot) } })
        let clock = TransportClock(speed: 30, elapsed: { .zero }, wait: { _ in })
        await workstation.show(clock.pace)
        await workstation.show(clock.pace)
        clock.setPaused(true)
        await workstation.show(clock.pace)
        let shown = watch.seen.withLock { $0.map(\.source) }
        let paused = Snapshot.Transport(speed: 30, isPaused: true, fraction: 0.5)
        #expect(shown == [.demo(transport), .demo(paused)])
    }

    @Test func aNewBeginningKeepsTheLogAndTheRevisions() async {
        let watch = Watch()
        let workstation = workstation(watch)
        await workstation.update { fold in
            fold.setGaps(5)
            fold.log(.note, "before")
        }
        await workstation.restart(SnapshotFold(time: Timestamp(seconds: 0), source: .live, isSynthetic: true))
        await workstation.flush()
        let last = watch.seen.withLock { $0.last }
        #expect(
            last?.gaps == 0 && last?.isSynthetic == true && last?.log.map(\.text) == ["before"] && last?.revision == 2)
    }
}
