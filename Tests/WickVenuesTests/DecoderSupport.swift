import Foundation
import Testing
import WickDomain
import WickVenues

/// A moment after every time in the tests' frames, and less than a day after.
let received = Timestamp(seconds: 1_732_881_660)

struct Decoded: Equatable {
    var trades: [Trade] = []
    var frame: DecodedFrame?
    var error: DecodingError?
}

/// Decodes one frame and keeps all that came of it.
func decode(_ text: String, with decoder: inout some VenueDecoder, at time: Timestamp = received) -> Decoded {
    var decoded = Decoded()
    let bytes = Array(text.utf8)
    bytes.withUnsafeBytes { buffer in
        do throws(DecodingError) {
            decoded.frame = try decoder.decode(buffer, receivedTime: time, into: &decoded.trades)
        } catch {
            decoded.error = error
        }
    }
    return decoded
}

/// The lines of a file of real frames, or nil where this checkout does not have it beside it.
func realFrames(_ name: String) throws -> [Substring]? {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let file = package.deletingLastPathComponent().appending(path: "shared/data/frames/\(name)")
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n")
}
