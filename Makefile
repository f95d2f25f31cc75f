MVN ?= mvn -B -ntp
# The one format is a version's; the build checks with the same.
FORMATTER := $(shell sed -n 's|.*<google-java-format.version>\(.*\)</.*|\1|p' pom.xml)
FORMATTER_JAR := target/tools/google-java-format-$(FORMATTER)-all-deps.jar

# What `make bench` runs, how often each server has its turn, and how long a turn is.
W ?= W2
ROUNDS ?= 3
SECONDS ?= 5

# How often `make faults` kills a store, and how long its storm of pushes, deletions and collections is in seconds.
KILLS ?= 200
STORM ?= 60
SHORT ?= false

# What `make fuzz` tries: tests whose class name holds this, or all of them, so many seconds each.
FUZZ ?=
FUZZ_SECONDS ?= 20

# How many worlds `make sim` simulates, each of how many sites; or the one of this seed, again.
SEED ?=
SEEDS ?= 1000
SITES ?= 50

# The architecture that this machine is not; images are built for both.
OTHER := $(shell e2e/tools/foreign-jdk --other)

# What `make cluster` runs: Debian's containerd 1.6 with all recipes, then 2.4 with the first two; or less.
CONTAINERDS ?= 1.6 2.4
RECIPES ?= all

.DEFAULT_GOAL := help
.PHONY: help build verify format demo conformance e2e e2e-az cluster cluster-faults cluster-parts chart bench faults fuzz sim image clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

build: ## compile and package, without tests
	$(MVN) -q -DskipTests package

verify: ## every test that needs nothing but a JDK and Maven
	$(MVN) verify

format: $(FORMATTER_JAR) ## rewrite the Java sources in the one format
	git ls-files -z --cached --others --exclude-standard '*.java' \
	  | xargs -0 -r "$$(.ci/jdk)/bin/java" -jar $(FORMATTER_JAR) --replace

demo: ## hub and site on this machine, a real image, a cut link, the hub gone
	./outport demo

conformance: build ## the OCI distribution conformance suite at hub and site (needs Go)
	e2e/conformance/all

e2e: build image ## real clients and real content, cut links, kill -9 (needs root, Go, Python 3, Debian packages)
	e2e/tools/install
	e2e/tools/rootfs
	IMAGE=dist/target/image e2e/image-runs
	IMAGE=dist/target/image e2e/image-runs $(OTHER)
	$(MVN) -Pe2e -DskipTests verify -pl e2e -am

e2e-az: build ## the vendor's own az drives a hub and its sites (needs Python 3 with venv)
	e2e/az/install
	./outport --version
	$(MVN) -Pe2e-az -DskipTests verify -pl e2e -am

chart: ## what the chart makes of each recipe, without a cluster (needs Go)
	e2e/tools/install helm
	e2e/chart

cluster: cluster-parts ## CONTAINERDS="1.6 2.4" RECIPES=all|default,own: the tutorial's recipes on a real Kubernetes (root, Go, Python 3, Debian packages)
	e2e/cluster/recipes "$(RECIPES)" $(CONTAINERDS)

cluster-faults: cluster-parts ## on a real Kubernetes: people's mistakes, agents killed at work, certificates renewed under load
	e2e/cluster/faults

cluster-parts: build image
	e2e/tools/install kubernetes helm crictl cert-manager containerd etcd cni compiler node skopeo $(if $(findstring 2.4,$(CONTAINERDS)),containerd2)
	e2e/chart

bench: ## W=W2 or W="W2 W5" or W=all: Outport beside other servers (needs Go, Debian packages)
	e2e/tools/install distribution nginx wrk bombardier
	@# The launcher builds what is stale; a build without its class record would start slowly.
	test -f dist/target/outport/servers.aot || rm -rf dist/target/outport
	./outport --version
	$(MVN) -q -DskipTests package -pl bench -am
	OUTPORT_NO_BUILD=1 "$$(.ci/jdk)/bin/java" -cp "bench/target/lib/*:bench/target/*" \
	  -Doutport.launcher=outport -Dbench.rounds=$(ROUNDS) -Dbench.seconds=$(SECONDS) io.outport.bench.Bench $(W)

faults: ## W12 to W15: kill -9, damage, garbage, a full disk; other registries beside us (needs root, Go)
	e2e/tools/install distribution
	./outport --version
	$(MVN) -q verify -pl registry -am -Dtest='KillIT,GarbageStormTest' -Dsurefire.failIfNoSpecifiedTests=false \
	  -Doutport.kills=$(KILLS) -Doutport.storm.seconds=$(STORM) -Djunit.jupiter.execution.timeout.default=30m
	$(MVN) -q -DskipTests package -pl bench -am
	OUTPORT_NO_BUILD=1 "$$(.ci/jdk)/bin/java" -cp "bench/target/lib/*:bench/target/*" \
	  -Doutport.launcher=outport -Dfaults.short=$(SHORT) io.outport.bench.Faults

fuzz: ## FUZZ_SECONDS=20 FUZZ=Manifest: every parser of foreign bytes with inputs that grow by coverage
	MVN="$(MVN)" e2e/fuzz $(FUZZ_SECONDS) $(FUZZ)

sim: ## SEEDS=1000 SITES=50, or SEED=… again: a tree of sites in virtual time, with all that goes wrong
	$(MVN) -q verify -pl edge -am -Dtest=TreeSimulation -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dsites=$(SITES) -Dseeds=$(SEEDS) $(if $(SEED),-Dseed=$(SEED)) -Djunit.jupiter.execution.timeout.default=30m

image: ## the container images, as OCI layouts: dist/target/image for amd64 and arm64, dist/target/agent-image (needs Python 3)
	e2e/tools/foreign-jdk $(OTHER)
	./outport image build --platform linux/amd64,linux/arm64 --output dist/target/image \
	  --jdk linux/$(OTHER)="$$(e2e/tools/foreign-jdk --print-path $(OTHER))"
	./outport image build --agent --platform linux/amd64 --output dist/target/agent-image \
	  $(if $(filter amd64,$(OTHER)),--jdk linux/amd64="$$(e2e/tools/foreign-jdk --print-path amd64)")

clean: ## remove what the build made; the tools' cache stays
	$(MVN) -q clean
	rm -rf target

# By name and version from the same repository as every other dependency.
$(FORMATTER_JAR):
	$(MVN) -q -N dependency:copy -DoutputDirectory=target/tools \
	  -Dartifact=com.google.googlejavaformat:google-java-format:$(FORMATTER):jar:all-deps
