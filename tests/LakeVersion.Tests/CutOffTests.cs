using LakeVersion.Storage;
using LakeVersion.Testing;
using LakeVersion.Testing.Stores;

namespace LakeVersion.Tests;

/// <summary>A commit of a table and a file, cut off at every operation of the store in every way: before or after, never between.</summary>
public sealed class CutOffTests
{
    private static readonly LakeOptions Options = new() { Author = "ada" };

    public static TheoryData<FaultKind, bool> Faults
    {
        get
        {
            var data = new TheoryData<FaultKind, bool>();
            foreach (var kind in Enum.GetValues<FaultKind>())
            {
                data.Add(kind, false);
                data.Add(kind, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_append_cut_off_anywhere_leaves_before_or_after(FaultKind kind, bool dies)
    {
        for (var operation = 1; ; operation++)
        {
            var store = TestStores.Open();
            await using (var lake = await Lake.CreateAsync(store, Options))
            {
                await AppendAsync(lake, 0);
            }

            var faulty = new FaultStore(store) { Plan = new FaultPlan(operation, kind) { Dies = dies } };
            var outcome = await TryAsync(faulty);
            await faulty.LandAsync();
            await CheckAsync(store, outcome);
            if (!faulty.Struck)
            {
                Assert.True(operation > 5, "the commit made too few operations to be one");
                return;
            }
        }
    }

    private static async Task<bool?> TryAsync(FaultStore faulty)
    {
        try
        {
            await using var lake = await Lake.OpenAsync(faulty, Options);
            await AppendAsync(lake, 1);
            return true;
        }
        catch (CrashedException)
        {
            return null;
        }
        catch (LakeException e)
        {
            return e.Kind == LakeErrorKind.Unknown ? null : false;
        }
    }

    private static async Task CheckAsync(IObjectStore store, bool? outcome)
    {
        await using var lake = await Lake.OpenAsync(store, Options);
        var days = await DaysAsync(lake);
        var file = await (await lake.AtAsync("main")).Files.FindAsync("notes/1");
        Assert.Equal(days.Contains(1), file is not null);
        Assert.True(outcome is null || outcome == days.Contains(1), $"told {outcome}, found {string.Join(",", days)}");

        await AppendAsync(lake, 2);
        Assert.Equal([.. days, 2], await DaysAsync(lake));
        await foreach (var fault in lake.Chains.VerifyAsync(lake.Branch("main").Ref.Log))
        {
            Assert.Fail(fault.ToString());
        }
    }

    private static async Task AppendAsync(Lake lake, int day)
    {
        await using var change = await lake.Branch("main").BeginAsync();
        await change.Table("weather").AppendAsync(Weather.Rows(day, 1));
        await change.Files.PutAsync($"notes/{day}", new MemoryStream([(byte)day]));
        await change.CommitAsync($"Append {day}");
    }

    private static async Task<List<int>> DaysAsync(Lake lake) =>
        await Weather.DaysAsync((await lake.AtAsync("main")).Table("weather").ReadAsync());
}
