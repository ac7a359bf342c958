import Cryptography
import Foundation
import Testing

@Suite("Base64 of tokens")
struct Base64URLTests {
    @Test("every length is that of Foundation in the other alphabet, without padding")
    func lengths() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 83 &+ 251) }
            let expected = Data(bytes).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            #expect(bytes.base64URL == expected)
        }
    }
}
