using System.IO.Pipes;
using LakeVersion.Cli.Running;

namespace LakeVersion.Cli.Tests.Running;

public sealed class PipedOutputTests
{
    [Fact]
    public async Task Writing_ends_where_the_other_end_of_the_pipe_is_closed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such pipes here.");
        await using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var inner = new MemoryStream();
        await using var output = new PipedOutput(inner, (int)pipe.SafePipeHandle.DangerousGetHandle());
        await output.WriteAsync(new byte[10], TestContext.Current.CancellationToken);
        pipe.DisposeLocalCopyOfClientHandle();

        await Assert.ThrowsAsync<ReaderGoneException>(async () => await output.WriteAsync(new byte[10], TestContext.Current.CancellationToken));
        Assert.Throws<ReaderGoneException>(() => output.Write([1], 0, 1));
        Assert.Equal(10, inner.Length);
    }
}
