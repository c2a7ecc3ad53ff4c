import NIOCore
import NIOWebSocket
import Synchronization

/// Hands events to the streams of each event loop: one job a loop, whatever the number of streams, so that the
/// pipeline never waits for a subscriber.
final class StreamRegistry: StreamListener {
    /// The streams of one event loop; touched on it only.
    final class Streams {
        private(set) var open: [ObjectIdentifier: StreamConnection] = [:]

        func add(_ stream: StreamConnection) { open[ObjectIdentifier(stream)] = stream }
        func remove(_ stream: StreamConnection) { open[ObjectIdentifier(stream)] = nil }

        func deliver(_ events: [NumberedEvent]) {
            guard !open.isEmpty else { return }
            // One buffer for all streams: its bytes are shared, not copied.
            let buffers = events.map { ByteBuffer(bytes: $0.message) }
            for stream in open.values { stream.deliver(events, buffers) }
        }

        func close(_ reason: String) {
            for stream in open.values { stream.close(.goingAway, reason) }
        }
    }

    private struct Group: Sendable {
        let loop: any EventLoop
        let streams: NIOLoopBound<Streams>
    }

    private let groups = Mutex<[Group]>([])

    /// To be called on the loop, once for each.
    func prepare(_ loop: any EventLoop) {
        let streams = NIOLoopBound(Streams(), eventLoop: loop)
        groups.withLock { $0.append(Group(loop: loop, streams: streams)) }
    }

    /// To be called on the loop.
    func streams(of loop: any EventLoop) -> Streams? {
        groups.withLock { groups in groups.first { $0.loop === loop }?.streams }?.value
    }

    func take(_ events: [NumberedEvent]) {
        for group in groups.withLock({ $0 }) {
            group.loop.execute { group.streams.value.deliver(events) }
        }
    }

    /// Tells every stream that the service ends.
    func closeAll(_ reason: String) {
        for group in groups.withLock({ $0 }) {
            group.loop.execute { group.streams.value.close(reason) }
        }
    }
}
