using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.JSInterop;
using Raincheck.Platform.Ui;

// What a renderer draws is only told in these types.
#pragma warning disable BL0006

namespace Raincheck.Tests.Infrastructure;

/// <summary>Something that a component of the console listens for, as its browser could send it.</summary>
/// <param name="Id">By which the browser names it.</param>
/// <param name="Event">The name of the event, such as <c>onclick</c>.</param>
/// <param name="Method">The component's method.</param>
/// <param name="IsCheckbox">Whether it belongs to a checkbox.</param>
internal sealed record Listener(ulong Id, string Event, string Method, bool IsCheckbox);

/// <summary>
/// A console of a host without a browser: it draws a page with the host's own services, and sends any event to its listeners,
/// whether a button that is disabled, a field that is only to be read, or a page that a right has outlived.
/// </summary>
internal sealed class HeadlessConsole : Renderer, IAsyncDisposable
{
    /// <summary>So long takes only what hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly AsyncServiceScope scope;
    private int root;

    private HeadlessConsole(AsyncServiceScope scope, IServiceProvider services)
        : base(services, services.GetRequiredService<ILoggerFactory>()) => this.scope = scope;

    /// <summary>What went wrong in a component.</summary>
    public List<Exception> Faults { get; } = [];

    public override Dispatcher Dispatcher { get; } = Dispatcher.CreateDefault();

    protected override RendererInfo RendererInfo { get; } = new("Server", isInteractive: true);

    /// <summary>Opens a page.</summary>
    /// <param name="host">The services of the host.</param>
    /// <param name="who">Who sits at it.</param>
    /// <param name="path">The page's path.</param>
    public static async Task<HeadlessConsole> OpenAsync(IServiceProvider host, System.Security.Claims.ClaimsPrincipal who, string path)
    {
        var created = host.CreateAsyncScope();
        var services = created.ServiceProvider;
        ((IHostEnvironmentAuthenticationStateProvider)services.GetRequiredService<AuthenticationStateProvider>()).SetAuthenticationState(
            Task.FromResult(new AuthenticationState(who))
        );
        ((IHostEnvironmentNavigationManager)services.GetRequiredService<NavigationManager>()).Initialize(Place.Base, Place.Base);
        var console = new HeadlessConsole(created, new Services(services, new Place(path)));
        await console.Dispatcher.InvokeAsync(async () =>
        {
            console.root = console.AssignRootComponentId(console.InstantiateComponent(typeof(Routes)));
            await console.RenderRootComponentAsync(console.root).WaitAsync(Patience);
        });
        return console;
    }

    /// <summary>Everything that listens now.</summary>
    public Task<List<Listener>> ListenersAsync() =>
        Dispatcher.InvokeAsync(() =>
        {
            var found = new List<Listener>();
            Walk(root, (frames, i) => Add(found, frames, i));
            return found;
        });

    /// <summary>All texts and attributes that are drawn now.</summary>
    public Task<string> ShownAsync() =>
        Dispatcher.InvokeAsync(() =>
        {
            var shown = new System.Text.StringBuilder();
            Walk(
                root,
                (frames, i) =>
                    shown.AppendLine(
                        frames[i].FrameType switch
                        {
                            RenderTreeFrameType.Text => frames[i].TextContent,
                            RenderTreeFrameType.Markup => frames[i].MarkupContent,
                            RenderTreeFrameType.Attribute => frames[i].AttributeValue as string,
                            _ => null,
                        }
                    )
            );
            return shown.ToString();
        });

    /// <summary>Sends an event, and waits until it is worked off or a dialog has opened, which works on until it is closed.</summary>
    /// <param name="listener">What listens.</param>
    /// <param name="value">What was typed or chosen.</param>
    /// <param name="untilQuiet">Whether to wait for what else is drawn because of it; no dialog may be open.</param>
    /// <returns>Whether anything still listened.</returns>
    public async Task<bool> SendAsync(Listener listener, object? value = null, bool untilQuiet = false)
    {
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var dialogs = scope.ServiceProvider.GetRequiredService<DialogService>();
        var before = dialogs.Open.Count;
        void Changed(object? sender, EventArgs change)
        {
            if (dialogs.Open.Count > before)
                opened.TrySetResult();
        }
        var isThere = true;
        dialogs.Changed += Changed;
        try
        {
            var work = Dispatcher.InvokeAsync(() =>
            {
                EventArgs args;
                try
                {
                    args = (EventArgs)Activator.CreateInstance(GetEventArgsType(listener.Id))!;
                }
                catch (ArgumentException)
                {
                    // What it stood in was drawn anew meanwhile.
                    isThere = false;
                    return Task.CompletedTask;
                }
                if (args is ChangeEventArgs change)
                    change.Value = value ?? (listener.IsCheckbox ? true : "1");
                return DispatchEventAsync(listener.Id, null, args, untilQuiet);
            });
            await Task.WhenAny(work, opened.Task).WaitAsync(Patience);
            if (work.IsCompleted)
                await work;
            return isThere;
        }
        finally
        {
            dialogs.Changed -= Changed;
        }
    }

    public new async ValueTask DisposeAsync()
    {
        await Dispatcher.InvokeAsync(async () => await base.DisposeAsync());
        await scope.DisposeAsync();
    }

    protected override void HandleException(Exception exception) => Faults.Add(exception);

    // Nothing is called "after render": there is nothing that scripts could have been run on.
    protected override Task UpdateDisplayAsync(in RenderBatch renderBatch) => Task.FromCanceled(new CancellationToken(canceled: true));

    private void Walk(int component, Action<RenderTreeFrame[], int> see)
    {
        var frames = GetCurrentRenderTreeFrames(component);
        for (var i = 0; i < frames.Count; i++)
        {
            see(frames.Array, i);
            if (frames.Array[i].FrameType == RenderTreeFrameType.Component)
                Walk(frames.Array[i].ComponentId, see);
        }
    }

    private static void Add(List<Listener> found, RenderTreeFrame[] frames, int i)
    {
        var frame = frames[i];
        if (frame.FrameType != RenderTreeFrameType.Attribute || frame.AttributeEventHandlerId == 0)
            return;
        var isCheckbox = false;
        for (var j = i - 1; j >= 0 && frames[j].FrameType == RenderTreeFrameType.Attribute; j--)
            isCheckbox |= frames[j] is { AttributeName: "type", AttributeValue: "checkbox" };
        var method = MethodOf(frame.AttributeValue);
        found.Add(
            new(
                frame.AttributeEventHandlerId,
                frame.AttributeName,
                $"{method?.Target?.GetType().FullName}.{method?.Method.Name}",
                isCheckbox
            )
        );
    }

    private static MulticastDelegate? MethodOf(object? value) =>
        value as MulticastDelegate
        ?? value
            ?.GetType()
            .GetField("Delegate", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)
            ?.GetValue(value) as MulticastDelegate;

    /// <summary>The host's services, but for those that need a browser.</summary>
    private sealed class Services(IServiceProvider inner, Place place) : IServiceProvider
    {
        private readonly NoScripts scripts = new();

        public object? GetService(Type serviceType) =>
            serviceType == typeof(NavigationManager) ? place
            : serviceType == typeof(IJSRuntime) ? scripts
            : inner.GetService(serviceType);
    }

    /// <summary>Stays where it is: each test opens its pages itself.</summary>
    private sealed class Place : NavigationManager
    {
        public const string Base = "http://console.test/";

        public Place(string path) => Initialize(Base, Base + path.TrimStart('/'));

        protected override void NavigateToCore(string uri, NavigationOptions options) { }
    }

    private sealed class NoScripts : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => ValueTask.FromResult<TValue>(default!);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            ValueTask.FromResult<TValue>(default!);
    }
}
