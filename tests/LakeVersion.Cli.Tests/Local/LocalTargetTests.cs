using LakeVersion.Cli.Local;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Tests.Local;

public sealed class LocalTargetTests
{
    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/stdout")]
    [InlineData("/proc/self/fd/1")]
    public void A_device_is_not_replaced_by_a_file(string device)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Devices are no files here.");

        Assert.Equal(LakeErrorKind.Refused, Assert.Throws<LakeException>(() => LocalTarget.CheckReplaceable(device)).Kind);
    }

    [Fact]
    public void A_link_to_a_device_is_not_replaced_and_a_link_to_a_file_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Devices are no files here.");
        using var lake = new CliLake();
        var link = Path.Combine(lake.Work, "link");
        File.CreateSymbolicLink(link, "/dev/null");
        Assert.Throws<LakeException>(() => LocalTarget.CheckReplaceable(link));

        File.Delete(link);
        File.CreateSymbolicLink(link, lake.Write("file", ""));
        LocalTarget.CheckReplaceable(link);
        LocalTarget.CheckReplaceable("/dev/shm/rows.csv");
    }

    [Fact]
    public void A_name_that_is_not_UTF8_is_said_to_be_the_trouble()
    {
        using var lake = new CliLake();
        var fault = Assert.Throws<LakeException>(() => LocalOpening.Read(Path.Combine(lake.Work, "bad\uFFFD")));

        Assert.Contains("not UTF-8", fault.Message);
    }
}
