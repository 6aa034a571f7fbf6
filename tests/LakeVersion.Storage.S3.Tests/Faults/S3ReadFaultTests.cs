using LakeVersion.Testing.Proxy;

namespace LakeVersion.Storage.S3.Tests.Faults;

[Trait("tier", "long")]
[Trait("server", "s3")]
public sealed class S3ReadFaultTests : S3FaultCase
{
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Reads_are_right_or_say_that_the_store_gave_no_good_answer(ProxyFault fault)
    {
        // A range has no digest at this level; whoever reads ranges checks what they hold. Nor has a listing, which is why it goes by TLS.
        var isChecked = fault != ProxyFault.FlippedAnswer;
        for (var i = 0; i < Rounds || (i < MostRounds && IsSpared(fault, reading: true)); i++)
        {
            gateway.Proxy.Schedule = FaultSchedule.Only(i, fault, 0.5);
            await TryAsync(async () => Assert.True((await lying.GetAsync(OldKey))!.Value.Span.SequenceEqual(Old)), fault);
            await TryAsync(async () => Assert.Null(await lying.GetAsync(StoreKey.Parse($"none/{i}"))), fault);
            await TryAsync(async () => Assert.Equal(Old.Length, (await lying.StatAsync(OldKey))!.Value.SizeBytes), fault);
            await TryAsync(
                async () =>
                {
                    var range = (await lying.GetRangeAsync(OldKey, 1000 + i, 5000))!.Value;
                    Assert.Equal(5000, range.Length);
                    Assert.True(!isChecked || range.Span.SequenceEqual(Old.AsSpan(1000 + i, 5000)));
                },
                fault);
            await TryAsync(
                async () =>
                {
                    var names = await lying.ListAsync(new ListRequest { Prefix = "old/" }).Select(item => item.Name).ToListAsync();
                    Assert.True(!isChecked || names.SequenceEqual([OldKey.Value]), string.Join(' ', names));
                },
                fault);
        }

        CheckStruck(fault, reading: true);
    }
}
