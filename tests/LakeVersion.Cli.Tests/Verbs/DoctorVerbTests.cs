using LakeVersion.Testing.Stores;

namespace LakeVersion.Cli.Tests.Verbs;

public sealed class DoctorVerbTests
{
    private const string Place = "s3://bucket/lake?anonymous=true";

    [Fact]
    public async Task A_folder_is_fit()
    {
        using var lake = await CliLake.CreateAsync(isLocal: true);
        var found = (await lake.RunAsync("doctor")).Done();
        Assert.Contains("fine  one-creator-wins", found.Out, StringComparison.Ordinal);
        Assert.EndsWith("Fit for a lake.\n", found.Out, StringComparison.Ordinal);
        Assert.Empty(await lake.StoredAsync(".lakeversion-probe/"));
    }

    [Fact]
    public async Task A_server_that_ignores_conditions_is_found_out_and_no_lake_is_made_there()
    {
        await using var server = new CarelessS3Server();
        using var lake = On(server);
        var found = await lake.RunAsync("doctor", Place, "--json");
        Assert.Equal(1, found.ExitCode);
        Assert.False(found.Json().GetProperty("fit").GetBoolean());

        var refused = await lake.RunAsync("init", Place);
        Assert.Equal(5, refused.ExitCode);
        Assert.Contains(server.Endpoint.AbsoluteUri, refused.Error, StringComparison.Ordinal);
        Assert.Contains("--unsafe-single-writer", refused.Error, StringComparison.Ordinal);
        Assert.Empty(server.Names);
    }

    [Fact]
    public async Task A_single_writer_is_warned_and_the_settings_record_it()
    {
        await using var server = new CarelessS3Server();
        using var lake = On(server);
        var made = (await lake.RunAsync("init", Place, "--unsafe-single-writer")).Done();
        Assert.Contains("warning: --unsafe-single-writer", made.Error, StringComparison.Ordinal);
        lake.Environment["LAKEVERSION_LAKE"] = Place;
        Assert.Contains("store.unsafe-single-writer", (await lake.RunAsync("settings", "list")).Done().Out, StringComparison.Ordinal);
        Assert.Equal(5, (await lake.RunAsync("branch", "create", "dev")).ExitCode);
        (await lake.RunAsync("branch", "create", "dev", "--unsafe-single-writer")).Done();
        Assert.Contains("dev", (await lake.RunAsync("branch", "list")).Done().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_keeps_conditions_and_sorts_by_letters_is_refused_for_that()
    {
        await using var server = new CarelessS3Server { KeepsConditions = true, SortsByLetters = true };
        using var lake = On(server);
        var refused = await lake.RunAsync("init", Place);
        Assert.Equal(5, refused.ExitCode);
        Assert.Contains("sort", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reader", false, false)]
    [InlineData("writer", true, false)]
    [InlineData("collector", true, true)]
    public async Task A_policy_allows_what_the_role_needs(string role, bool writes, bool deletes)
    {
        using var lake = new CliLake(isLocal: true) { Environment = { ["AWS_REGION"] = "eu-west-1" } };
        var policy = (await lake.RunAsync("doctor", "s3://bucket/lake?region=eu-west-1", "--policy", role)).Done();
        Assert.Contains("arn:aws:s3:::bucket/lake/*", policy.Out, StringComparison.Ordinal);
        Assert.Equal(writes, policy.Out.Contains("s3:PutObject", StringComparison.Ordinal));
        Assert.Equal(writes, policy.Out.Contains("s3:if-none-match", StringComparison.Ordinal));
        Assert.Equal(deletes, policy.Out.Contains("bucket/lake/packs/*", StringComparison.Ordinal));
    }

    private static CliLake On(CarelessS3Server server)
    {
        var lake = new CliLake(isLocal: true);
        lake.Environment["LAKEVERSION_ENDPOINT"] = server.Endpoint.AbsoluteUri;
        return lake;
    }
}
