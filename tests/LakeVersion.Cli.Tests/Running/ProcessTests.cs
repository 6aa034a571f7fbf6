using System.Diagnostics;

namespace LakeVersion.Cli.Tests.Running;

/// <summary>The real executable as a process of its own.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task A_process_tells_its_answer_its_error_and_its_exit_code()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("f", "content");
        using var cat = Start(lake, "cat", "f");
        Assert.Equal("content", await cat.StandardOutput.ReadToEndAsync());
        await cat.WaitForExitAsync();
        Assert.Equal(0, cat.ExitCode);

        using var missing = Start(lake, "cat", "g");
        Assert.StartsWith("lv: No file 'g'", await missing.StandardError.ReadToEndAsync());
        await missing.WaitForExitAsync();
        Assert.Equal(3, missing.ExitCode);
    }

    [Fact]
    public async Task An_interrupt_while_standard_input_is_read_ends_cleanly_and_commits_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such signals here.");
        using var lake = await CliLake.CreateAsync();
        using var put = Start(lake, "put", "-", "f");

        // More than a pipe holds: when it is through, the process is reading.
        await put.StandardInput.BaseStream.WriteAsync(new byte[400_000]);
        await put.StandardInput.BaseStream.FlushAsync();
        using (var kill = Process.Start("kill", ["-INT", $"{put.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        Assert.Contains("Stopped.", await put.StandardError.ReadToEndAsync());
        await put.WaitForExitAsync();
        Assert.Equal(130, put.ExitCode);
        Assert.Equal("", (await lake.RunAsync("ls")).Done().Out);
    }

    private static Process Start(CliLake lake, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            WorkingDirectory = lake.Work,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "lv.dll"));
        Array.ForEach(arguments, start.ArgumentList.Add);
        foreach (var (name, value) in lake.Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
