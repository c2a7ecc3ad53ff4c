import Foundation
import Synchronization
import Testing
import WickDomain

@testable import WickStore

@Suite struct StoreContentionTests {
    private static let batches = 60

    /// Two readers share the writer's store and two have their own, as other programs would; all export as fast as they
    /// can until the writer has ended. No call may fail, and every reader sees whole batches only.
    @Test func fourExportsAndAWriterNeverMeetALock() throws {
        let folder = try StoreFolder()
        let store = try folder.open()
        try store.write(Sample.batch(0..<50))
        let readers = [store, store, try folder.open(.readOnly), try folder.open(.readOnly)]
        let failures = Failures()
        let group = DispatchGroup()
        for reader in readers {
            run(in: group, failures) {
                repeat { try export(from: reader) } while failures.isWriting
            }
        }
        run(in: group, failures) {
            defer { failures.endWriting() }
            for batch in 1..<Self.batches { try store.write(Sample.batch(batch * 50..<batch * 50 + 50)) }
        }
        group.wait()
        #expect(failures.all == [])
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).count == Self.batches * 50)
    }

    /// What the threads share.
    private final class Failures: Sendable {
        private let state = Mutex((isWriting: true, messages: [String]()))

        var isWriting: Bool { state.withLock { $0.isWriting } }
        var all: [String] { state.withLock { $0.messages } }
        func endWriting() { state.withLock { $0.isWriting = false } }
        func add(_ message: String) { state.withLock { $0.messages.append(message) } }
    }

    private struct HalfBatch: Error {}

    private func export(from store: Store) throws {
        var candles = 0
        try store.forEachCandle(of: Sample.bitcoin, in: Sample.always) { _ in candles += 1 }
        guard candles > 0, candles % 50 == 0 else { throw HalfBatch() }
    }

    /// On a thread of its own: these calls block.
    private func run(
        in group: DispatchGroup, _ failures: Failures, _ body: @escaping @Sendable () throws -> Void
    ) {
        group.enter()
        Thread.detachNewThread {
            do { try body() } catch { failures.add("\(error)") }
            group.leave()
        }
    }
}
