import Posix

ThisProcess.closeToOthers()
ThisProcess.shareHeaps()
ThisProcess.exit(Responder.run(CommandLine.arguments.dropFirst()))
