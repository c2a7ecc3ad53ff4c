import Glibc
import Testing

@testable import WickServer

@Suite struct AcceptPauseTests {
    /// In a process of its own: file descriptors are all of a process.
    @Test func withoutDescriptorsAcceptingPausesAndGoesOnWhenThereAreSome() async {
        await #expect(processExitsWith: .success) {
            let service = try SampleService()
            let server = try await APIServer.start(
                APIConfiguration(port: 0), router: service.router, data: ServedData(service.state))
            let first = try RawClient(port: server.port)
            let isAlive = { (client: RawClient) in
                client.send("GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
                return client.read(until: "alive").contains("200 OK")
            }
            #expect(isAlive(first))
            // A client and its connection need one each, so that at the end there is one too few on one side or the other.
            let spare = dup(0)
            let before = AcceptPauseTests.limit(to: rlim_t(spare) + 12)
            var clients: [RawClient] = []
            while let client = try? RawClient(port: server.port) { clients.append(client) }
            close(spare)
            if let client = try? RawClient(port: server.port) { clients.append(client) }
            // It tries again, and not all the time.
            while server.count(of: .descriptors) < 2 { #expect(isAlive(first)) }
            #expect(server.count(of: .descriptors) < 10)
            _ = AcceptPauseTests.limit(to: before)
            for client in clients { #expect(isAlive(client)) }
            await server.stop()
        }
    }

    /// - Returns: the limit before.
    static func limit(to files: rlim_t) -> rlim_t {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let before = limit.rlim_cur
        limit.rlim_cur = files
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return before
    }
}
