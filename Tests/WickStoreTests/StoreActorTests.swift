import Testing
import WickDomain
import WickSimulation

@testable import WickStore

@Suite struct StoreActorTests {
    /// Stages that write at the same time, in virtual time and every order: nothing waits for a queue outside of the
    /// executor.
    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func stagesWriteThroughOneActor(_ seed: UInt64) throws {
        let store = try Store.inMemory()
        let outcome = try SimulatedRun.run(seed: seed, start: Sample.start) { _ in
            let actor = StoreActor(store)
            return try await withThrowingTaskGroup(of: StoreBatch.Receipt.self) { group in
                for part in 0..<5 {
                    group.addTask { try await actor.write(Sample.batch(part * 10..<part * 10 + 12)) }
                }
                var total = StoreBatch.Receipt()
                for try await receipt in group { total += receipt }
                return total
            }
        }
        #expect(outcome.value == .init(added: 2 * 52, present: 2 * 8, conflicting: 0))
        #expect(try store.candles(of: Sample.bitcoin, in: Sample.always).map(\.openTime) == (0..<52).map(Sample.minute))
    }
}
