import CLI
import Glibc

@main
struct Plimsoll {
  static func main() async {
    fillStandardStreams()
    exit(await CommandLineTool.run(Array(CommandLine.arguments.dropFirst())))
  }

  /// Opens the standard streams that the caller closed, so that no file of ours takes their numbers
  /// and is written into by mistake.
  ///
  /// They are opened for reading: writing to them is an error.
  private static func fillStandardStreams() {
    var descriptor: Int32 = 0
    while descriptor <= STDERR_FILENO {
      descriptor = unsafe open("/dev/null", O_RDONLY)
      if descriptor < 0 { return }
    }
    close(descriptor)
  }
}
