using System.Runtime.InteropServices;
using LakeVersion.Cli.Running;

// The first signal asks the verb to stop; a second one finds no handler's mercy and ends the process.
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await LvRunner.RunAsync(LvContext.OfProcess(), args, stop.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
