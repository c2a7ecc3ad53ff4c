import Foundation

/// A program that is not ours, run against the exchange to its end.
struct OtherClient {
    struct Result {
        let status: Int32
        let output: String
        let errors: String

        /// The output's lines as JSON objects.
        var objects: [[String: Any]] {
            output.split(separator: "\n").compactMap {
                (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
            }
        }
    }

    /// Python with the package `websockets`; nil where it is missing.
    static let websockets: OtherClient? = [packageFolder + "/.build/peers/bin/python", "/usr/bin/python3"]
        .lazy.map { OtherClient(path: $0) }
        .first { (try? $0.run(["-c", "import websockets"]).status) == 0 }
    static let python = find("python3")
    static let curl = find("curl")
    static let openssl = find("openssl")

    /// No client takes longer, unless it hangs.
    private static let patience = 60.0

    private let path: String

    private static var packageFolder: String {
        let file = URL(filePath: #filePath)
        return (0..<4).reduce(file) { url, _ in url.deletingLastPathComponent() }.path
    }

    private static func find(_ name: String) -> OtherClient? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
            .map { OtherClient(path: $0) }
    }

    func run(_ arguments: String...) throws -> Result { try run(arguments) }

    func run(_ arguments: [String]) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wick-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // What cannot be removed is left in the system's folder for such files.
        defer { try? FileManager.default.removeItem(at: folder) }
        let (output, errors) = (folder.appending(path: "output"), folder.appending(path: "errors"))
        for file in [output, errors] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let timer = DispatchSource.makeTimerSource()
        timer.schedule(deadline: .now() + Self.patience)
        timer.setEventHandler { process.terminate() }
        timer.resume()
        process.waitUntilExit()
        timer.cancel()
        return Result(
            status: process.terminationStatus, output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }

    /// Connects with Python's `websockets`, sends the lines, and prints each message, until `count` have come or the
    /// connection is over; then one object: count, code (1006 without a close frame), longest.
    func listen(to url: String, authority: String, sending lines: [String], count: Int, printing: Bool = true) throws
        -> Result
    {
        try run(
            [
                "-c", Self.listener, url, authority, "\(count)", printing ? "yes" : "no",
            ] + lines)
    }

    private static let listener = """
        import asyncio, json, ssl, sys, websockets
        url, ca, count, printing, lines = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "yes", sys.argv[5:]
        async def main():
            context = ssl.create_default_context(cafile=ca)
            seen, longest, code = 0, 0, None
            async with websockets.connect(url, ssl=context, max_size=None, compression=None,
                                          ping_interval=None, close_timeout=0.2) as socket:
                try:
                    for line in lines: await socket.send(line)
                    while seen < count:
                        message = await asyncio.wait_for(socket.recv(), 20)
                        seen, longest = seen + 1, max(longest, len(message))
                        if printing: print(message)
                except websockets.ConnectionClosed as end:
                    code = end.rcvd.code if end.rcvd else 1006
            print(json.dumps({"count": seen, "code": code, "longest": longest}))
        asyncio.run(main())
        """

    /// Upgrades over Python's `ssl`, sends the bytes (in hexadecimal), and prints what comes back until the end or
    /// `seconds` of silence, in hexadecimal; "reset" where the connection is broken.
    func sendRaw(_ hexadecimal: String, port: Int, authority: String, seconds: Int = 5) throws -> Result {
        try run(["-c", Self.raw, "\(port)", authority, hexadecimal, "\(seconds)"])
    }

    private static let raw = """
        import socket, ssl, sys
        context = ssl.create_default_context(cafile=sys.argv[2])
        plain = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        plain.settimeout(float(sys.argv[4]))
        s = context.wrap_socket(plain, server_hostname="127.0.0.1")
        s.sendall(b"GET /v2 HTTP/1.1\\r\\nHost: x\\r\\nUpgrade: websocket\\r\\nConnection: keep-alive, Upgrade\\r\\n"
                  b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n")
        data = b""
        while not b"\\r\\n\\r\\n" in data: data += s.recv(65536)
        print(data.split(b"\\r\\n\\r\\n")[0].decode())
        s.sendall(bytes.fromhex(sys.argv[3]))
        data = b""
        try:
            while True:
                more = s.recv(65536)
                if not more: break
                data += more
        except TimeoutError: print("silence")
        except ConnectionError: print("reset")
        print(data.hex())
        """
}
